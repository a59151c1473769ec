package dev.sotto.compressor.cli.hearing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.text.LastWord;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.audio.SampleReader;
import dev.sotto.runtime.transcribe.Segment;
import dev.sotto.runtime.transcribe.output.SegmentForm;
import dev.sotto.runtime.transcribe.output.TextForm;
import dev.sotto.runtime.transcribe.output.TranscriptFormat;
import dev.sotto.runtime.transcribe.sequence.HeardWindow;
import dev.sotto.runtime.transcribe.sequence.SequentialTranscriber;
import dev.sotto.runtime.transcribe.sequence.TranscriptJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Transcribes recordings window by window: to standard output as it goes, or into a folder, where
 * it goes on after an interruption.
 */
public final class LongTranscription {
  private static final int WHOLE = 1_000;

  private final CommonOptions common;
  private final TranscriptOptions options;
  private final SequentialTranscriber transcriber;
  private final String identity;
  private final Progress progress;
  private final Map<Path, List<HeardWindow>> heard = new LinkedHashMap<>();
  private final Map<Path, String> unreadable = new LinkedHashMap<>();

  /**
   * @param identity tells model and settings apart from others
   */
  public LongTranscription(
      CommonOptions common,
      TranscriptOptions options,
      SequentialTranscriber transcriber,
      String identity,
      Progress progress) {
    this.common = common;
    this.options = options;
    this.transcriber = transcriber;
    this.identity = identity;
    this.progress = progress;
  }

  /** What was heard of each recording, in their order. */
  public Map<Path, List<HeardWindow>> heard() {
    return heard;
  }

  /** Which recordings could not be heard, and why. */
  public Map<Path, String> unreadable() {
    return unreadable;
  }

  /**
   * Goes through all recordings; one that cannot be read costs the others nothing.
   *
   * @throws SottoException if a transcript exists already
   */
  public void run(List<Path> audio) {
    if (options.folder().isPresent()) {
      audio.stream()
          .filter(file -> !Files.exists(options.journal(file)))
          .forEach(this::checkWritable);
    }
    for (Path file : audio) {
      try {
        List<HeardWindow> windows =
            options.folder().isPresent() ? intoFolder(file) : print(file, audio.size() > 1);
        heard.put(file, windows);
        warn(file, windows);
      } catch (SottoException e) {
        if (e.code() != SottoException.Code.BAD_INPUT) {
          throw e;
        }
        unreadable.put(file, e.getMessage());
        if (options.folder().isPresent()) {
          TranscriptJournal.deleteEmpty(options.journal(file));
        }
      }
    }
    if (options.folder().isPresent() && unreadable.isEmpty()) {
      heard.keySet().forEach(file -> TranscriptJournal.delete(options.journal(file)));
    }
  }

  private void checkWritable(Path file) {
    options
        .formats()
        .forEach(format -> OutputFile.checkWritable(options.output(file, format), options.force()));
  }

  private void warn(Path file, List<HeardWindow> windows) {
    long loops = windows.stream().filter(HeardWindow::looped).count();
    if (loops > 0) {
      common.warn(
          "%s: the model began to repeat itself in %d of %d windows; these texts were cut"
              .formatted(file, loops, windows.size()));
    }
  }

  private List<HeardWindow> intoFolder(Path file) {
    String key =
        FileHash.sha256((identity + FileHash.sha256(file)).getBytes(StandardCharsets.UTF_8));
    try (TranscriptJournal journal = TranscriptJournal.open(options.journal(file), key)) {
      LastWord.goesOn();
      if (!journal.isWhole()) {
        checkWritable(file);
        hear(file, journal.heard(), journal::add);
        journal.complete();
      }
      for (TranscriptFormat format : options.formats()) {
        write(options.output(file, format), content(file, journal.heard(), format));
      }
      return journal.heard();
    }
  }

  /** What a run before this one wrote stays as it is; what is something else is another's. */
  private void write(Path output, byte[] content) {
    if (!holds(output, content)) {
      OutputFile.write(output, content, options.force());
    }
  }

  private static boolean holds(Path output, byte[] content) {
    try {
      return Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)
          && Files.size(output) == content.length
          && Arrays.equals(Files.readAllBytes(output), content);
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] content(Path file, List<HeardWindow> windows, TranscriptFormat format) {
    Optional<SegmentForm> form = format.form();
    if (form.isEmpty()) {
      return JsonFiles.write(json(file, windows));
    }
    StringBuilder content = new StringBuilder(form.get().head());
    int number = 0;
    for (HeardWindow window : windows) {
      for (Segment segment : window.segments()) {
        content.append(form.get().segment(++number, segment));
      }
    }
    return content.toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<HeardWindow> print(Path file, boolean named) {
    List<HeardWindow> windows = new ArrayList<>();
    if (common.json() || options.json()) {
      hear(file, List.of(), windows::add);
      return windows;
    }
    SegmentForm form =
        options.timestamps()
            ? new TextForm(true)
            : options.formats().iterator().next().form().orElseThrow();
    String name = named ? file + ": " : "";
    common.out().print(form.head());
    int[] count = {0};
    hear(
        file,
        List.of(),
        window -> {
          windows.add(window);
          window
              .segments()
              .forEach(segment -> common.out().print(name + form.segment(++count[0], segment)));
          common.out().flush();
        });
    return windows;
  }

  private void hear(Path file, List<HeardWindow> before, Consumer<HeardWindow> sink) {
    try (SampleReader recording = SampleReader.open(file)) {
      progress.report(file.getFileName().toString(), 0, WHOLE);
      transcriber.transcribe(
          file,
          recording,
          before,
          window -> {
            sink.accept(window);
            Duration heardOf = Duration.ofSeconds(window.next() / AudioReader.SAMPLE_RATE);
            progress.report(
                file.getFileName().toString(),
                "%d:%02d:%02d heard"
                    .formatted(heardOf.toHours(), heardOf.toMinutesPart(), heardOf.toSecondsPart()),
                Math.round(WHOLE * recording.shareRead()),
                WHOLE);
          });
      progress.report(file.getFileName().toString(), WHOLE, WHOLE);
    }
  }

  /** One recording as JSON. */
  public static ObjectNode json(Path file, List<HeardWindow> windows) {
    ObjectNode json = JsonFiles.newObject();
    json.put("file", file.toString());
    long samples = windows.isEmpty() ? 0 : windows.get(windows.size() - 1).next();
    json.put("audioSeconds", (double) samples / AudioReader.SAMPLE_RATE);
    StringBuilder text = new StringBuilder();
    ArrayNode segments = JsonFiles.newObject().putArray("segments");
    for (HeardWindow window : windows) {
      for (Segment segment : window.segments()) {
        text.append(segment.text());
        ObjectNode row = segments.addObject();
        row.put("startSeconds", segment.startSeconds());
        row.put("endSeconds", segment.endSeconds());
        row.put("text", segment.text());
        row.put("looped", window.looped());
        row.put("temperature", window.temperature());
        ArrayNode tokens = row.putArray("tokens");
        segment.tokens().forEach(tokens::add);
        WordsJson.write(row, segment.words());
      }
    }
    json.put("text", text.toString().strip());
    json.put(
        "language",
        windows.stream().flatMap(window -> window.language().stream()).findFirst().orElse("en"));
    json.set("segments", segments);
    return json;
  }
}
