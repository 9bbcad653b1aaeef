"""Where a video came from: four marks on everything that is made, and the reading of them.

labels      what a person sees: a corner mark, an opening card; and the metadata that the law names
watermark   what nobody sees: 64 bits in the picture itself, which survive cutting and re-encoding
manifest    a C2PA signature over the finished file, made with ``keys``
ledger      what this installation remembers of everything it made
marks       puts all of them on, in the right order
verify      reads all of them from any file and says what that proves

Of these only ``marks`` (the road) and ``verify`` (the doors) are called from outside.
"""
