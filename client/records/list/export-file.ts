import { dismissToast, toast } from '#client/components/toasts.ts';
import { downloadBlob } from '#client/lib/csv.ts';
import { askFile, refusalOf } from '#client/lib/rest.ts';

/** Nothing is said of how far it is; so long it is said that it goes on, in seconds. */
const longest = 600;

/** Exports a list as a file, and says when that began, when the file is there, or why it is not. */
export const exportFile = async (path: string, what: string): Promise<void> => {
  const begun = toast(`Exporting ${what}…`, { seconds: longest });
  try {
    const { name, file } = await askFile(path);
    downloadBlob(name, file);
    toast(`Exported: ${name} is in your downloads.`, { tone: 'green' });
  } catch (error) {
    toast(`The ${what} could not be exported. ${refusalOf(error).message}`, { failure: true });
  }
  dismissToast(begun);
};
