import spawn from 'cross-spawn';

const child = spawn('node', ['--test'], { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
