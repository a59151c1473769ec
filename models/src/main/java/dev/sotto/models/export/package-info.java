/**
 * A Whisper export, whoever made it: its layout and files, what a caller feeds its graphs and gets
 * from them, the sites that matter inside, and the model that they make.
 */
package dev.sotto.models.export;
