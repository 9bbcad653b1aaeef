"""A book becomes a film: read, cast, adapted, checked, drawn, spoken and joined; every step is a file in a folder.

book        text of any format or encoding, as chapters of one string that every span refers to
text        sentences, clauses, quotes; how long they take to say
people      who is in it, under which names
cast        what everybody looks and sounds like, the same in every shot
adapter     what is shown, so that every chapter and turn is covered; ``scenes`` says how it looks
shots       one take each, as YAML; ``screenplay`` the same as Fountain
gates       what a film has to satisfy before anything is drawn
takes       drawing, kept by content
voice, music, mix    what is heard
cards, edit, mux     what is seen, joined, marked and signed
film        the road from the one to the other
"""
