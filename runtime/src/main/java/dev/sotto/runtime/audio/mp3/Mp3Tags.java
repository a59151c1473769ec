package dev.sotto.runtime.audio.mp3;

/**
 * Titles, lyrics and covers that stand before, between and behind the frames of an MP3: ID3v1 and
 * its extension, ID3v2, APE, and both versions of Lyrics3.
 */
final class Mp3Tags {
  private static final String ID3V1 = "TAG";
  private static final String ID3V1_EXTENSION = "TAG+";
  private static final int ID3V1_BYTES = 128;
  private static final int ID3V1_EXTENSION_BYTES = 227;
  private static final String LYRICS_BEGIN = "LYRICSBEGIN";
  private static final String LYRICS_1_END = "LYRICSEND";
  private static final String LYRICS_2_END = "LYRICS200";
  private static final int MOST_LYRICS_BYTES = 1 << 20;

  private final byte[] bytes;
  private final int end;
  private final ApeTag ape;

  /** The tags among the first {@code end} of {@code bytes}. */
  Mp3Tags(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
    this.ape = new ApeTag(bytes, end);
  }

  /** Bytes of the tag that begins at {@code at}, which may be more than there are; 0 for none. */
  long bytesFrom(int at) {
    if (Id3Tag.isAt(bytes, at, end)) {
      return Id3Tag.bytes(bytes, at);
    }
    if (is(ID3V1_EXTENSION, at)) {
      return ID3V1_EXTENSION_BYTES;
    }
    if (is(ID3V1, at)) {
      return ID3V1_BYTES;
    }
    return is(LYRICS_BEGIN, at) ? lyricsBytes(at) : ape.bytesFrom(at);
  }

  /**
   * Where the tags at the end begin that have no mark at their beginning, or that a frame that was
   * cut off would take for its own bytes.
   */
  int endOfFrames() {
    int start = end;
    int found;
    do {
      found = is(ID3V1, start - ID3V1_BYTES) ? ID3V1_BYTES : ape.bytesBefore(start);
      start -= found;
    } while (found > 0);
    return start;
  }

  private int lyricsBytes(int at) {
    int last = Math.min(end, at + MOST_LYRICS_BYTES) - LYRICS_1_END.length();
    for (int i = at; i <= last; i++) {
      if (is(LYRICS_1_END, i) || is(LYRICS_2_END, i)) {
        return i + LYRICS_1_END.length() - at;
      }
    }
    return 0;
  }

  private boolean is(String text, int at) {
    if (at < 0 || at + text.length() > end) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
