"""Data only: the requirement catalogue, parties and ready-made profiles."""
