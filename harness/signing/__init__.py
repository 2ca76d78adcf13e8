"""Signatures: who sealed a bundle or a report, and whose word a statement is."""
