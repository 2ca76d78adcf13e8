"""How young children sign in: what their pictures, short codes and QR codes open, and for how many guesses.

    probe.py  the people and the order        spelling.py  secrets made of a few symbols (pure)
    guessed.py  pictures and short codes      card.py  QR codes: issued, renewed, gone
"""
