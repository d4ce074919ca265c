import { render } from 'solid-js/web';

const root = document.getElementById('app');
if (!root) throw new Error('index.html lost its #app');

render(() => <main>DentraCRM</main>, root);
