import { choices } from './choices.tsx';
import { differences } from './differences.tsx';
import { json } from './json.tsx';
import { knowViews } from './known-views.ts';
import { reference } from './reference.tsx';
import { rows } from './rows.tsx';
import { weekHours } from './week-hours.tsx';

// Kinds that no lead has and no tenant can add: they come with the screens that show them.
knowViews({ choices, differences, json, reference, rows, weekHours });
