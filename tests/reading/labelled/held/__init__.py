"""HELD OUT. Nobody tunes the reader on these documents: neither look at single failures here nor change a rule because of one.

Only the figures of this part are read: they say how well the rules hold on documents they were not made for. What fails is
looked for among the documents of `open`, and if nothing fails there, a new document is written for `open`.
"""
