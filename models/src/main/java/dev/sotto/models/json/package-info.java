/** JSON files as Sotto reads and writes them, with problems told where they stand. */
package dev.sotto.models.json;
