// Whatever Node a machine brings must be able to read this file, so that it can say what is missing.
const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `This service needs Node ${NEEDED} or newer and was started with ${process.versions.node}. ` +
      'Start it with "npm start", which brings its own.',
  );
  process.exitCode = 1;
} else {
  const { start } = await import('./start.js');
  await start();
}
