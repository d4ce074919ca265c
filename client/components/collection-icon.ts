import { collectionIcons } from 'virtual:collection-icons';
import Folder from 'lucide-solid/icons/folder';
import type { Collection } from '#shared/collection.ts';
import type { Icon } from './icon.ts';

export const iconOf = (definition: Collection): Icon => collectionIcons[definition.icon] ?? Folder;
