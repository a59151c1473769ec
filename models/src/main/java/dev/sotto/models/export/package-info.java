/**
 * A Whisper export: its files, the sites that matter in its graphs, and the model that they make.
 */
package dev.sotto.models.export;
