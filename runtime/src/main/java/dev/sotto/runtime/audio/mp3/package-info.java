/**
 * MPEG audio, taken apart before any of it is decoded: {@link
 * dev.sotto.runtime.audio.mp3.Mp3Scanner} finds the frames between tags and padding, {@link
 * dev.sotto.runtime.audio.mp3.Mp3SectionDecoder} plays them.
 */
package dev.sotto.runtime.audio.mp3;
