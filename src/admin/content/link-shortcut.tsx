'use client';
import { createClientFeature, useEditorConfigContext } from '@payloadcms/richtext-lexical/client';
import { $getSelection, COMMAND_PRIORITY_NORMAL, KEY_DOWN_COMMAND } from '@payloadcms/richtext-lexical/lexical';
import { useLexicalComposerContext } from '@payloadcms/richtext-lexical/lexical/react/LexicalComposerContext';
import { useEffect } from 'react';

const isShortcut = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey;

/** Ctrl+K or ⌘K presses the link button of the toolbar. */
function LinkShortcut() {
  const [editor] = useLexicalComposerContext();
  const context = useEditorConfigContext();
  useEffect(() => {
    const { groups } = context.editorConfig.features.toolbarInline;
    const button = groups.flatMap(({ items }) => items).find(({ key }) => key === 'link');
    return editor.registerCommand(
      KEY_DOWN_COMMAND,
      (event) => {
        if (!isShortcut(event)) return false;
        event.preventDefault();
        const selection = $getSelection();
        const isActive = Boolean(selection && button?.isActive?.({ editor, editorConfigContext: context, selection }));
        button?.onSelect?.({ editor, isActive });
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    );
  }, [editor, context]);
  return null;
}

/** The editor feature that adds the link shortcut. */
export const LinkShortcutFeature = createClientFeature({
  plugins: [{ Component: LinkShortcut, position: 'normal' }],
});
