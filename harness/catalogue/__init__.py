"""The tables that a judgement leans on: requirements, their figures, known parties, browser noise, and what a site is.

The data itself is TOML in `profiles/`; the modules here read it, refuse what is wrong in it and answer questions
about it.
"""
