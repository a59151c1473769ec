package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TextLines;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of LibriSpeech's form: at any depth files {@code *.trans.txt} whose lines hold an id, a
 * space and a text, each with the clip {@code id.flac} (or {@code .wav} or {@code .mp3}) beside it.
 * Links are followed. The files are read in the order of their paths. In an id such as {@code
 * 1089-134686-0000} the first number is the speaker.
 */
final class LibriSpeech extends DatasetForm {
  private static final String TRANSCRIPTS = ".trans.txt";
  private static final List<String> EXTENSIONS = List.of(".flac", ".wav", ".mp3");
  private static final Pattern ID = Pattern.compile("(\\d+)-\\d+-\\d+");

  LibriSpeech() {
    super(
        "LibriSpeech (*.trans.txt)",
        "expected lines of an id and a text in *" + TRANSCRIPTS + ", found none");
  }

  @Override
  boolean recognises(Path data) {
    return Files.isDirectory(data) && !transcripts(data, 1).isEmpty();
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path root = real(data);
    for (Path file : transcripts(data, Long.MAX_VALUE)) {
      String place = new ClipFolder(root).id(file) + " line ";
      ClipFolder clips = new ClipFolder(file.getParent());
      TextLines.readFilled(
          file,
          (line, number) -> rows.add(utterance(clips, line, number), place + number),
          (line, problem) -> rows.bad(place + line, problem));
    }
  }

  /** The first {@code most} of the files, in order if these are all. */
  private static List<Path> transcripts(Path data, long most) {
    try (Stream<Path> files = Files.walk(real(data), FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.toString().endsWith(TRANSCRIPTS))
          .filter(Files::isRegularFile)
          .limit(most)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw SottoException.badInput(data, "cannot be read: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileSystemLoopException loop) {
        throw SottoException.badInput(
            data, "the link " + loop.getFile() + " leads back to a folder above it; remove it", e);
      }
      throw SottoException.badInput(data, "cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  /** Where the data lies, whatever link names it. */
  private static Path real(Path data) {
    try {
      return data.toRealPath();
    } catch (IOException e) {
      throw SottoException.badInput(data, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Utterance utterance(ClipFolder clips, String line, int number)
      throws BadRowException {
    String[] parts = line.strip().split("\\s+", 2);
    if (parts.length < 2) {
      throw new BadRowException("expected an id, a space and a text, found " + Quotation.of(line));
    }
    Matcher id = ID.matcher(parts[0]);
    return new Utterance(
        parts[0],
        clips.findInside(EXTENSIONS.stream().map(extension -> parts[0] + extension).toList()),
        parts[1],
        id.matches() ? Optional.of(id.group(1)) : Optional.empty(),
        number);
  }
}
