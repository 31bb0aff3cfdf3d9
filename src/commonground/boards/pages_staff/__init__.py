"""What staff do for boards: seats and members, meetings, applications, recommendations and their answers."""
