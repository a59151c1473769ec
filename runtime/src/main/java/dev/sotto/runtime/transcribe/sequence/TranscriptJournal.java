package dev.sotto.runtime.transcribe.sequence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.transcribe.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was heard of a recording so far, in a hidden file beside its transcripts: whoever is
 * interrupted goes on from there, and nothing looks like a whole transcript before it is one.
 *
 * <p>The first line holds the key, each further one a {@link HeardWindow}. A last line that was not
 * written to its end does not count.
 */
public final class TranscriptJournal implements AutoCloseable {
  private static final String FORMAT = "sotto-transcript-part/1";
  private static final String WHOLE = "whole";

  private final Path file;
  private final FileChannel channel;
  private final List<HeardWindow> heard = new ArrayList<>();
  private boolean whole;

  private TranscriptJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a journal; what it holds counts if it has the same key, and else it is begun anew.
   *
   * @param key of recording, model and settings
   * @throws SottoException if it cannot be written, or another process writes it
   */
  public static TranscriptJournal open(Path file, String key) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      try {
        TranscriptJournal journal = new TranscriptJournal(file, channel);
        journal.begin(key);
        return journal;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  private void begin(String key) throws IOException {
    lock();
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String head = JsonFiles.newObject().put("format", FORMAT).put("key", key).toString();
    if (!text.isEmpty() && !isOurs(text)) {
      throw SottoException.badInput(
          file, "is none of Sotto's files, so nothing is written there; move it away");
    }
    long kept = 0;
    if (text.startsWith(head + "\n")) {
      kept = head.length() + 1L;
      int from = (int) kept;
      for (int end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
        String line =
            new String(
                text.substring(from, end).getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        if (!read(line)) {
          break;
        }
        from = end + 1;
        kept = from;
      }
    }
    channel.truncate(kept);
    channel.position(kept);
    if (kept == 0) {
      append(head);
    }
  }

  /** Whether it is a journal of any recording, if only the beginning of one. */
  private static boolean isOurs(String text) {
    String begin = JsonFiles.newObject().put("format", FORMAT).toString();
    begin = begin.substring(0, begin.length() - 1);
    return text.startsWith(begin) || begin.startsWith(text);
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw SottoException.badInput(
          file, "another run writes this transcript; wait for it, or name another folder");
    }
  }

  /** Whether a line is of use; nothing is after the one that says that all was heard. */
  private boolean read(String line) {
    JsonNode json;
    try {
      json = JsonFiles.parseLine(line);
      if (json.path(WHOLE).booleanValue()) {
        whole = true;
      } else {
        HeardWindow window = window(json);
        if (window.from() != (heard.isEmpty() ? window.from() : next())) {
          return false;
        }
        heard.add(window);
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private long next() {
    return heard.get(heard.size() - 1).next();
  }

  private static HeardWindow window(JsonNode json) {
    List<Segment> segments = new ArrayList<>();
    for (JsonNode segment : json.path("segments")) {
      List<Integer> tokens = new ArrayList<>();
      segment.path("tokens").forEach(token -> tokens.add(token.intValue()));
      segments.add(
          new Segment(
              segment.path("start").doubleValue(),
              segment.path("end").doubleValue(),
              segment.path("text").asText(),
              tokens,
              words(segment.path("words"))));
    }
    return new HeardWindow(
        json.path("from").longValue(),
        json.path("next").longValue(),
        segments,
        Optional.ofNullable(json.path("language").textValue()),
        json.path("temperature").doubleValue(),
        json.path("looped").booleanValue());
  }

  private static List<Word> words(JsonNode json) {
    List<Word> words = new ArrayList<>();
    for (JsonNode word : json) {
      words.add(
          new Word(
              word.path("text").asText(),
              word.path("start").doubleValue(),
              word.path("end").doubleValue()));
    }
    return words;
  }

  /** What was heard, in its order. */
  public List<HeardWindow> heard() {
    return List.copyOf(heard);
  }

  /** Whether all of the recording was heard. */
  public boolean isWhole() {
    return whole;
  }

  /**
   * Adds a window.
   *
   * @throws SottoException if it cannot be written
   */
  public void add(HeardWindow window) {
    ObjectNode json = JsonFiles.newObject();
    json.put("from", window.from()).put("next", window.next());
    window.language().ifPresent(language -> json.put("language", language));
    json.put("temperature", window.temperature()).put("looped", window.looped());
    ArrayNode segments = json.putArray("segments");
    for (Segment segment : window.segments()) {
      ObjectNode row = segments.addObject();
      row.put("start", segment.startSeconds()).put("end", segment.endSeconds());
      row.put("text", segment.text());
      ArrayNode tokens = row.putArray("tokens");
      segment.tokens().forEach(tokens::add);
      if (!segment.words().isEmpty()) {
        ArrayNode words = row.putArray("words");
        for (Word word : segment.words()) {
          words
              .addObject()
              .put("text", word.text())
              .put("start", word.startSeconds())
              .put("end", word.endSeconds());
        }
      }
    }
    append(json.toString());
    heard.add(window);
  }

  /** Says that all of the recording was heard. */
  public void complete() {
    if (!whole) {
      append(JsonFiles.newObject().put(WHOLE, true).toString());
      whole = true;
    }
  }

  private void append(String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  private static SottoException problem(Path file, IOException e) {
    return SottoException.badInput(file, "cannot be written: " + e.getMessage(), e);
  }

  /** Takes a journal away in which no window stands, if it is one. */
  public static void deleteEmpty(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (isOurs(text) && text.indexOf('\n') == text.lastIndexOf('\n')) {
        delete(file);
      }
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  /** Takes the journal away: the transcripts are there. */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw problem(file, e);
    }
  }
}
