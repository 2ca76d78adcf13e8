"""The data-sharing register: from what was seen and declared to rows, and from several runs to one register."""
