"""The options of a curl command (curl's manual page): names, abbreviations, values, and which were made use of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Final

from workbench.interchange.pasted_words import PasteError
from workbench.nouns import dataclass

_VALUED: Final = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json
keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt
max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey
preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers
proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file
range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name
sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option
tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket
upload-file upload-flags url url-query user user-agent variable vlan-priority write-out
"""
_FLAGS: Final = """
anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest disable disable-eprt
disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early fail-with-body false-start
form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control get globoff
haproxy-protocol head help http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length
include insecure ipv4 ipv6 junk-session-cookies list-only location location-trusted mail-rcpt-allowfails manual
metalink mptcp negotiate netrc netrc-optional next ntlm ntlm-wb parallel parallel-immediate path-as-is post301 post302
post303 progress-bar proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure
proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw
remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir
show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast
ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-headers
tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids
trace-time use-ascii verbose version xattr alpn buffer clobber keepalive npn progress-meter sessionid
"""
_LETTERS: Final = """
A=user-agent b=cookie c=cookie-jar C=continue-at d=data D=dump-header e=referer E=cert f=fail F=form g=globoff
G=get h=help H=header i=include I=head j=junk-session-cookies J=remote-header-name k=insecure K=config
l=list-only L=location m=max-time M=manual n=netrc o=output O=remote-name p=proxytunnel P=ftp-port q=disable
Q=quote r=range R=remote-time s=silent S=show-error t=telnet-option T=upload-file u=user U=proxy-user
v=verbose V=version w=write-out x=proxy X=request y=speed-time Y=speed-limit z=time-cond Z=parallel 0=http1.0
1=tlsv1 2=sslv2 3=sslv3 4=ipv4 6=ipv6 a=append B=use-ascii #=progress-bar :=next N=no-buffer
"""
_QUIET_ONES: Final = """
compressed create-dirs create-file-mode disable dump-header fail fail-early fail-with-body include
keepalive-time keepalive-cnt no-buffer no-clobber no-keepalive no-progress-meter no-sessionid output
output-dir parallel parallel-immediate parallel-max progress-bar remote-header-name remote-name
remote-name-all remote-time remove-on-error show-error show-headers silent stderr styled-output
suppress-connect-headers tcp-nodelay trace trace-ascii trace-config trace-ids trace-time verbose write-out
xattr libcurl cookie-jar raw etag-save junk-session-cookies skip-existing globoff basic ca-native proxytunnel
ssl-no-revoke ssl-revoke-best-effort no-styled-output no-silent no-show-error ssl ssl-reqd no-insecure
no-location path-as-is false-start ssl-allow-beast
"""
"""What changes nothing of what is sent, or is as it is here anyway."""

_VALUED_NAMES: Final = frozenset(_VALUED.split())
_QUIET: Final = frozenset(_QUIET_ONES.split())
_SHORT: Final = dict(pair.split("=") for pair in _LETTERS.split())
_NAMES: Final = _VALUED_NAMES | frozenset(_FLAGS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One option by its full name, with its value, "" for one without; a lone word is `url`."""

    name: str
    value: str = field(default="", repr=False)


class Options:
    """The options of one command; what nobody asked for is `left` at the end."""

    def __init__(self, given: Sequence[Given], *, has_more: bool = False) -> None:
        self._given = tuple(given)
        self.has_more = has_more
        """Whether another request follows in the command."""
        self._used: set[str] = set()

    def has(self, *names: str) -> bool:
        """Tell whether one of these was given."""
        return bool(self.all(*names))

    def last(self, name: str) -> str | None:
        """Return the value of an option; of several the last counts."""
        found = self.all(name)
        return found[-1].value if found else None

    def all(self, *names: str) -> tuple[Given, ...]:
        """Return all that have one of these names, in the order of the command."""
        self._used |= set(names)
        return tuple(given for given in self._given if given.name in names)

    def last_of(self, *names: str) -> str | None:
        """Return which of these was given last, as of switches that exclude each other."""
        found = self.all(*names)
        return found[-1].name if found else None

    @property
    def left(self) -> tuple[str, ...]:
        """The options that nothing was made of although they change what is sent."""
        return tuple(dict.fromkeys(one.name for one in self._given if one.name not in self._used | _QUIET))


def read(words: Sequence[str]) -> Options:
    """Take the words after `curl` apart, up to a `--next`. Raise PasteError for an option without its value."""
    given = tuple(_given(iter(words)))
    names = [one.name for one in given]
    end = names.index("next") if "next" in names else len(given)
    return Options(given[:end], has_more=end < len(given))


def _given(words: Iterator[str]) -> Iterator[Given]:
    only_urls = False
    for word in words:
        if only_urls or not word.startswith("-") or word == "-":
            yield Given(name="url", value=word)
        elif word == "--":
            only_urls = True
        elif word.startswith("--"):
            yield _long(word[2:], words)
        else:
            yield from _short(word[1:], words)


def _long(text: str, words: Iterator[str]) -> Given:
    typed, equals, value = text.partition("=")
    name = _full(typed)
    if name not in _VALUED_NAMES:
        return Given(name=name)
    return Given(name=name, value=value if equals else _value(words, f"--{name}"))


def _full(typed: str) -> str:
    """Return the name that an abbreviation stands for, where it stands for one only."""
    if typed in _NAMES:
        return typed
    fitting = [name for name in _NAMES if name.startswith(typed)]
    if len(fitting) == 1:
        return fitting[0]
    negated = typed.removeprefix("no-")
    return f"no-{_full(negated)}" if negated != typed and negated else typed


def _short(letters: str, words: Iterator[str]) -> Iterator[Given]:
    for place, letter in enumerate(letters):
        name = _SHORT.get(letter, f"-{letter}")
        if name in _VALUED_NAMES:
            rest = letters[place + 1 :]
            yield Given(name=name, value=rest or _value(words, f"-{letter}"))
            return
        yield Given(name=name)


def _value(words: Iterator[str], option: str) -> str:
    try:
        return next(words)
    except StopIteration:
        raise PasteError(f"{option} stands at the end without its value: a part of the command is missing.") from None
