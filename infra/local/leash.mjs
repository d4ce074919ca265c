// Loaded into the server that npm start runs: should its starter be killed, it ends itself as if asked to.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not be a reason to stay alive.
process.channel?.unref();
