"""Documents damaged on purpose: no input makes the reading crash, hang, grow without bound or point beside the text.

`python -m tests.reading.fuzz --seconds 3600` runs by hand; a fixed number of inputs runs with the tests. An input is a
`Recipe`: a sound document of a format, steps that change what it is made of (text, parts of a package, records), and steps
that change its bytes. The same recipe gives the same bytes anywhere.
"""
