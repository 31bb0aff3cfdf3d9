"""The kernel: what two kinds of matter need, and no more. A case, its stages and days, who has it, what is said, its files."""
