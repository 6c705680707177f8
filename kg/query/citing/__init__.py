"""What an answer rests on, what must be known of that, and how the answer is cited."""
