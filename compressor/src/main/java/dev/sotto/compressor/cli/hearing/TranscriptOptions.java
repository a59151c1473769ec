package dev.sotto.compressor.cli.hearing;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.runtime.transcribe.output.TranscriptFormat;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** In which form a transcript is written, where, and how long recordings are gone through. */
public final class TranscriptOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      description =
          "text, json, srt, vtt or tsv; several, as srt,text, with --out-dir (default text).")
  private List<TranscriptFormat> formats = List.of();

  @Option(
      names = "--timestamps",
      description = "Print a line for each stretch of speech, with its times.")
  private boolean timestamps;

  @Option(
      names = "--long",
      description =
          "Go through each recording window by window by the model's own timestamps, with little"
              + " memory. Timestamps, subtitles and --out-dir do so, too.")
  private boolean sequential;

  @Option(
      names = "--previous-text",
      description = "Show the model the text of the windows before; for --long.")
  private boolean previousText;

  @Option(
      names = "--out-dir",
      paramLabel = "DIR",
      description =
          "Write one file for each recording and format here; interrupted, the same command goes on.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--word-times",
      description = "Tell when each word was said, from where the decoder looks; for JSON.")
  private boolean wordTimes;

  @Option(names = "--force", description = "Overwrite files in --out-dir.")
  private boolean force;

  /** Without an order twice. */
  Set<TranscriptFormat> formats() {
    return formats.isEmpty() ? Set.of(TranscriptFormat.TEXT) : new LinkedHashSet<>(formats);
  }

  boolean timestamps() {
    return timestamps;
  }

  /** Whether the decoder is shown the text of the windows before. */
  public boolean previousText() {
    return previousText;
  }

  Optional<Path> folder() {
    return folder;
  }

  boolean force() {
    return force;
  }

  /** Whether JSON was asked for as the form of the transcript. */
  public boolean json() {
    return formats.contains(TranscriptFormat.JSON) && folder.isEmpty();
  }

  /** Whether times of words are wanted. */
  public boolean wordTimes() {
    return wordTimes;
  }

  /** Whether recordings are gone through window by window. */
  public boolean isSequential() {
    return sequential
        || timestamps
        || folder.isPresent()
        || formats().stream().anyMatch(TranscriptFormat::timed);
  }

  /**
   * Checks, before work begins, that what was asked for can be given.
   *
   * @param asJson whether results are printed as JSON
   * @throws SottoException if not
   */
  public void check(List<Path> audio, boolean asJson) {
    if (previousText && !isSequential()) {
      throw SottoException.usage("expected --long with --previous-text, found none");
    }
    if (wordTimes && !asJson && !formats.contains(TranscriptFormat.JSON)) {
      throw SottoException.usage(
          "times of words stand in JSON alone; expected --format json or --json, found neither");
    }
    if (force && folder.isEmpty()) {
      throw SottoException.usage("expected --out-dir with --force, found none");
    }
    if (timestamps && !(folder.isEmpty() && formats().equals(Set.of(TranscriptFormat.TEXT)))) {
      throw SottoException.usage(
          "--timestamps prints lines of text; expected srt, vtt, tsv or json alone as --format for"
              + " times in another form");
    }
    if (asJson && folder.isEmpty() && !Set.of(TranscriptFormat.JSON).containsAll(formats)) {
      throw SottoException.usage("expected --format or --json, found both");
    }
    if (asJson && timestamps) {
      throw SottoException.usage("expected --timestamps or --json, found both");
    }
    if (folder.isEmpty()) {
      boolean timed = formats().stream().anyMatch(TranscriptFormat::timed);
      if (formats().size() > 1 || (timed && audio.size() > 1)) {
        throw SottoException.usage(
            "expected --out-dir for several formats, or subtitles of several recordings, found none");
      }
      return;
    }
    Set<Path> outputs = new LinkedHashSet<>();
    for (Path file : audio) {
      for (TranscriptFormat format : formats()) {
        Path output = output(file, format);
        OutputGuard.check(output, audio.toArray(Path[]::new));
        if (!outputs.add(output)) {
          throw SottoException.usage(
              "expected recordings of different names, found two for " + output);
        }
      }
    }
    if (!Files.isDirectory(folder.get())) {
      boolean there = Files.exists(folder.get(), LinkOption.NOFOLLOW_LINKS);
      throw SottoException.badInput(
          folder.get(), there ? "is no folder" : "no such folder; make it first");
    }
  }

  /** The file for one recording in one format. */
  Path output(Path audio, TranscriptFormat format) {
    return folder.orElseThrow().resolve(name(audio) + "." + format.extension());
  }

  /** The hidden file that says how far one recording is. */
  Path journal(Path audio) {
    return folder.orElseThrow().resolve("." + name(audio) + ".sotto-part.jsonl");
  }

  private static String name(Path audio) {
    String name = audio.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
