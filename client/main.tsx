import { render } from 'solid-js/web';
import { startClock } from './lib/clock.ts';
import { keepInputMethodKeys } from './lib/input-method.ts';
import { Routes } from './app/routes.tsx';
import './styles/index.css';

const root = document.getElementById('app');
if (!root) throw new Error('index.html lost its #app');

// A workspace's cookies belong to `/{tenant}/`: at `/{tenant}` the page could not read its own.
const [, bare] = /^(\/[a-z0-9-]+)$/.exec(location.pathname) ?? [];
if (bare) history.replaceState(history.state, '', `${bare}/${location.search}${location.hash}`);

keepInputMethodKeys();
startClock();
// What stood here until now is in shell-skeleton.tsx, to be shown until the workspace is there.
root.textContent = '';
render(() => <Routes />, root);
