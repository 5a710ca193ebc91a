"""The model: what an author says, what a channel accepts, what an account will receive."""
