// What the desk's text editor takes from ProseMirror. `make editor` bundles it into one file that the browser loads.
export { baseKeymap, chainCommands, createParagraphNear, exitCode, joinBackward, liftEmptyBlock, newlineInCode, selectAll, setBlockType, splitBlock, toggleMark, wrapIn, lift } from "prosemirror-commands";
export { dropCursor } from "prosemirror-dropcursor";
export { GapCursor, gapCursor } from "prosemirror-gapcursor";
export { closeHistory, history, redo, redoDepth, undo, undoDepth } from "prosemirror-history";
export { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
export { keymap } from "prosemirror-keymap";
export { DOMParser, DOMSerializer, Fragment, Node, Schema, Slice } from "prosemirror-model";
export { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
export { AllSelection, EditorState, NodeSelection, Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
export { addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, CellSelection, columnResizing, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, tableEditing, tableNodes, toggleHeaderRow } from "prosemirror-tables";
export { canJoin, canSplit, findWrapping, liftTarget, Mapping, ReplaceStep, StepMap, Transform } from "prosemirror-transform";
export { Decoration, DecorationSet, EditorView } from "prosemirror-view";
