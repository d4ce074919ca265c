import { splitProps, type ComponentProps, type JSX } from 'solid-js';
import { TextInput } from '#client/components/text-input.tsx';
import { asText } from './as-text.ts';
import type { InputProps } from './view.ts';

type LineInputProps = InputProps & Pick<ComponentProps<typeof TextInput>, 'type' | 'inputmode' | 'class' | 'maxlength'>;

/** An input of one line of text, for the kinds whose values are typed so. */
export const LineInput = (props: LineInputProps): JSX.Element => {
  const [own, rest] = splitProps(props, ['field', 'definition', 'record', 'value', 'inline', 'onChange', 'onClose']);
  // An address is typed as it is: a phone's keyboard would begin it with a capital, and mark it as misspelt.
  const isAddress = (): boolean => rest.type === 'email' || rest.type === 'url';
  return (
    <TextInput
      maxlength={own.field.max}
      autocapitalize={isAddress() ? 'none' : undefined}
      spellcheck={isAddress() ? false : undefined}
      {...rest}
      selectAll={own.inline}
      value={asText(own.value)}
      onInput={own.onChange}
    />
  );
};
