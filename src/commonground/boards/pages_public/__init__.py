"""What anyone sees of boards: who sits on them, when they meet, what they asked for and what was answered."""
