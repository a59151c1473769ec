/**
 * The forms in which a transcript is written: those of OpenAI's Whisper, character for character.
 */
package dev.sotto.runtime.transcribe.output;
