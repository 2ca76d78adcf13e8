"""Reading the settings that an app offers, before anything is clicked.

    pages.py which pages are opened    tree.py  controls from the accessibility tree    opening.py tabs and folded parts
    inert.py what the tree leaves out
    api.py   values of JSON answers    read.py  one page after the other, into records  probe.py   for every pupil
"""
