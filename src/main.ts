// Stands in for the server until its modules exist, so that the build has something to prove.
process.stdout.write(`Node ${process.version}: the ground stands.\n`);
