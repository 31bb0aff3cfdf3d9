"""What a unit does with its matters at the staff door: the queue, one matter, several together."""
