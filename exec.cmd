@rem npm scripts say "exec", so that signals reach the program and not its shell. cmd has no such word; this is it.
@%*
