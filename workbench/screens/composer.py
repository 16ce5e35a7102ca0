"""The composer: saved requests, the request, its certificate live, the answer. Where one is most of the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.geometry import Size
from textual.message import Message

from workbench.interchange.pasted_words import is_curl
from workbench.screens import availability, composer_keys, handshake_story, panes, questions, request_checks
from workbench.screens.answering import AnsweringScreen
from workbench.screens.desk import ChoiceChanged, Desk, SettingsChanged
from workbench.screens.heading import heading
from workbench.screens.outbox import Outbox
from workbench.screens.send_control import Faulted, Finished
from workbench.screens.standing import standing
from workbench.screens.workpiece import Workpiece
from workbench.widgets.certificate_line import CertificateLine
from workbench.widgets.departure_line import DepartureLine
from workbench.widgets.footer import Footer
from workbench.widgets.header_line import HeaderLine, Heading
from workbench.widgets.info_line import InfoLine
from workbench.widgets.method_field import MethodField
from workbench.widgets.pane import Pane
from workbench.widgets.request_editor import RequestEditor
from workbench.widgets.request_list import RequestList
from workbench.widgets.response_view import ResponseView
from workbench.widgets.send_button import SendButton
from workbench.widgets.tone import Tone
from workbench.widgets.url_field import UrlField

if TYPE_CHECKING:  # loaded when they are wanted
    from workbench.screens.remedies import Remedies
    from workbench.widgets.action_row import ActionRow
    from workbench.widgets.jump_line import JumpLine


class ComposerScreen(AnsweringScreen):
    """Composes one request at a time; its workpiece is always what stands there."""

    AUTO_FOCUS = None
    # Textual declares these on the instance: no ClassVar then.
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = panes.COLUMNS
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = panes.ROWS
    BINDINGS: ClassVar[list[BindingType]] = composer_keys.BINDINGS

    class SendWanted(Message):
        """The person wants what is composed to be sent."""

    def __init__(self, desk: Desk, welcome: Content) -> None:
        super().__init__()
        self.desk = desk
        self.in_use = False
        """Whether the person has pressed a key or clicked."""
        self._welcome = welcome
        self.outbox = Outbox(self)

    def compose(self) -> ComposeResult:
        """Lay out what is seen first; the tabs make their contents when they are looked at."""
        yield HeaderLine(self._heading())
        with Horizontal(id="top"):
            yield MethodField(id="method")
            yield UrlField(id="url")
            yield SendButton()
        yield CertificateLine(id="certificate")
        yield DepartureLine()
        yield InfoLine()
        with panes.Panes(id="panes", classes=panes.NO_REQUESTS):
            with Container(id="left"):
                with Pane(id="requests-pane") as pane:
                    pane.border_title = "Requests"
                    yield RequestList(id="requests")
                check = request_checks.check(lambda: self.desk.settings.certificates)
                yield RequestEditor(check, standing(lambda: self.desk.settings), id="request")
            yield ResponseView(self._welcome, handshake_story.tell, id="response")
        yield Footer()

    def on_mount(self) -> None:
        """Show where one stands; what is on disk follows after the first paint."""
        self.workpiece = Workpiece(self)
        self.query_one(UrlField).focus()
        self.call_after_refresh(self.workpiece.begin)

    def fit(self, size: Size) -> None:
        """Take the layout for a size before the first paint, so that there is no second one for it."""
        panes.fit(self, size)

    @cached_property
    def remedies(self) -> Remedies:
        """What the panel of a trouble, and the certificate line, can do."""
        from workbench.screens.remedies import Remedies

        return Remedies(self)

    def tell(self, text: str, tone: Tone) -> None:
        """Say something in the line above the panes, until there is something else to say."""
        self.query_one(InfoLine).told = (text, tone)

    def hush(self) -> None:
        """Take back what was said: something else is done now."""
        self.query_one(InfoLine).told = None

    def save_and_stop(self) -> None:
        """Leave nothing behind that matters: the program is about to end."""
        if self.is_mounted:
            self.workpiece.close()
        self.outbox.stop()

    def _heading(self) -> Heading:
        return heading(self.desk.settings, self.desk.choice, datetime.now(UTC))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Give the room to where the focus is; a request that is seen gets its editors."""
        panes.follow(self, event.widget)
        self._open_editors()

    def on_resize(self, event: Resize) -> None:
        """Show the editors where there is room for them."""
        self.call_after_refresh(self._open_editors)

    def _open_editors(self) -> None:
        if self.size.width >= panes.WIDE or panes.has(self, panes.IN_REQUEST):
            self.call_after_refresh(self.query_one(RequestEditor).open)

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """Show the certificates and switches as they are now."""
        self.query_one(HeaderLine).heading = self._heading()
        self.workpiece.watch.entries_changed(self.workpiece.request)
        self.workpiece.terms.follow(self.workpiece.request)
        self.query_one(RequestEditor).restate()

    def on_choice_changed(self, event: ChoiceChanged) -> None:
        """Show whom the session is now."""
        self.query_one(HeaderLine).heading = self._heading()
        self.workpiece.watch.follow(self.workpiece.request)
        self.remedies.switched(self.workpiece.request)
        self.outbox.compare()

    @on(UrlField.Changed, "#url")
    def _url_typed(self, event: UrlField.Changed) -> None:
        event.stop()
        if is_curl(event.value):  # no draft: it may hold a passphrase
            self.tell("Enter makes a request of this command; nothing in it is run.", "accent")
        else:
            self.workpiece.edit(replace(self.workpiece.request, url=event.value))

    @on(UrlField.Remarked)
    def _remarked(self, event: UrlField.Remarked) -> None:
        self.tell(event.text, event.tone)

    @on(UrlField.CommandGiven)
    def _command_given(self, event: UrlField.CommandGiven) -> None:
        from workbench.screens import pasted_command

        pasted_command.take(self, event.text)

    @on(MethodField.Changed)
    def _method_chosen(self, event: MethodField.Changed) -> None:
        self.workpiece.edit(replace(self.workpiece.request, method=event.method))

    @on(MethodField.OtherWanted)
    def _other_method(self) -> None:
        questions.method(self)

    @on(RequestEditor.Edited)
    def _request_edited(self, event: RequestEditor.Edited) -> None:
        here = self.workpiece.request
        self.workpiece.edit(replace(event.request, method=here.method, url=here.url))

    @on(RequestList.Opened)
    def _open(self, event: RequestList.Opened) -> None:
        self.workpiece.open(event.row)

    @on(RequestList.SendWanted)
    def _open_and_send(self, event: RequestList.SendWanted) -> None:
        if self.workpiece.open(event.row):
            self.outbox.send_composed()

    @on(RequestList.CopyWanted)
    def _copy_url(self, event: RequestList.CopyWanted) -> None:
        self.workpiece.copy_url(event.row)

    @on(RequestList.UndoWanted)
    def _undo(self) -> None:
        self.workpiece.undo()

    @on(Finished)
    @on(Faulted)
    async def _landed(self, event: Finished | Faulted) -> None:
        await self.outbox.landed(event)

    @on(CertificateLine.ChooserWanted)
    def _choose(self) -> None:
        self.remedies.choose_for(self.workpiece.request)

    def on_action_row_chosen(self, event: ActionRow.Chosen) -> None:
        """Do what the panel of a trouble offers."""
        self.remedies.do(event.act)

    @on(SendButton.Pressed)
    def _pressed(self) -> None:
        if not self.action_stop():
            self.action_send()

    async def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Go where the letter says."""
        await panes.go(self, event.letter)

    def action_send(self) -> None:
        """Send what is composed, once all that was done before this key is done.

        From the focused widget the wish takes the way that its own messages take, and so cannot overtake them.
        """
        (self.focused or self).post_message(self.SendWanted())

    @on(SendWanted)
    @on(UrlField.Entered)
    def _send_composed(self) -> None:
        self.outbox.send_composed()

    def action_stop(self) -> bool:
        """Stop what runs; False when nothing does."""
        return self.outbox.stop()

    def action_leave(self) -> None:
        """Leave a text field for where the letters are keys."""
        panes.leave(self)

    async def action_go(self, letter: str) -> None:
        """Put the focus where a letter of jump mode says."""
        await panes.go(self, letter)

    async def action_jump(self) -> None:
        """Show the places, and go where the next key says."""
        await questions.place(self)

    async def action_next_tab(self, side: str) -> None:
        """Choose the next tab of the answer, or of the request, which then shows."""
        await panes.next_tab(self, side)

    async def action_tab(self, side: str, number: int) -> None:
        """Choose a tab, counted from 0."""
        await panes.choose_tab(self, side, number)

    async def action_new(self) -> None:
        """Begin another request; what is here is kept aside where it was edited."""
        self.query_one(UrlField).focus()
        self.outbox.forget()
        self.workpiece.new()
        await self.response.clear()
        panes.cleared(self)

    def action_save(self) -> None:
        """Save the request where it came from, or ask for a name; not while a field holds what is not in it."""
        if faults := self.query_one(RequestEditor).faults:
            self.tell(f"Not saved. {faults[0]}", "warn")
        elif self.workpiece.composition.path:
            self.workpiece.save()
        else:
            questions.name(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what makes no sense now."""
        return availability.is_there(self, action, parameters)

    def action_command(self, deed: str) -> None:
        """Do something with a command line: take one over, adopt what one brought, or copy the request as one."""
        from workbench.screens import command_lines

        command_lines.do(self, deed)

    def action_doctor(self) -> None:
        """Examine what is composed."""
        self.remedies.examine(self.workpiece.request)

    def action_remedy(self, key: str) -> None:
        """Do what the panel of a trouble offers under this key."""
        self.remedies.do_key(key)
