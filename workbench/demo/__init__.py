"""The lab: a throw-away CA, its certificates, and servers that behave and misbehave.

`lab.Lab` puts it together; `workbench demo` opens the app on it, and the test suite runs against it.
"""
