import { render } from 'solid-js/web';
import { Routes } from './routes.tsx';
import './styles/index.css';

const root = document.getElementById('app');
if (!root) throw new Error('index.html lost its #app');

render(() => <Routes />, root);
