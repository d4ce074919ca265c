/** A logo is never shown larger; twice as many pixels as that are sharp on every screen. */
const longestSide = 512;
const largest = 512 * 1024;

/** The image, made smaller where it is larger than a logo needs to be. What cannot be read is left to the server to refuse. */
export const fitImage = async (file: File): Promise<Blob> => {
  if (!['image/png', 'image/jpeg', 'image/webp'].includes(file.type)) return file;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    console.info('This browser cannot read the image.', error);
    return file;
  }
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= largest) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return file;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  // PNG keeps what is transparent.
  return new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? file), 'image/png'));
};
