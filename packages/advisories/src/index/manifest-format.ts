/** Version of the folder's layout and of the package keys; a reader refuses another one. */
export const formatVersion = 5;
