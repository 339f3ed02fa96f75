"""Who is signed in, what they may do, and the guard before every request."""
