package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A plan and the very bytes that say it: what an export is made by is put into it as it is. */
public final class PlanFile {
  /** The name of the plan inside the export that it made. */
  public static final String NAME = "plan.json";

  private static final String WEIGHTS = ".safetensors";

  /** Edits of a plan that take weights: those that a repair gave, thin factors, and blocks. */
  private static final int MOST_WEIGHTS = 3;

  private final Plan plan;
  private final byte[] bytes;
  private final Optional<String> notice;

  private PlanFile(Plan plan, byte[] bytes, Optional<String> notice) {
    this.plan = plan;
    this.bytes = bytes;
    this.notice = notice;
  }

  /** A plan that is in no file yet. */
  public static PlanFile of(Plan plan) {
    return new PlanFile(plan, PlanJson.write(plan), Optional.empty());
  }

  /**
   * Reads a plan.
   *
   * @throws SottoException if the file is missing, malformed, or of another format
   */
  public static PlanFile read(Path file) {
    return read(file, PlanJson.builtIn());
  }

  static PlanFile read(Path file, PlanJson form) {
    byte[] bytes = WholeFile.read(file);
    var json = JsonFiles.parseObject(file, bytes);
    Plan plan = form.parse(file, json);
    boolean old = json.path("format").asText().equals(PlanJson.OLD_FORMAT);
    return new PlanFile(
        plan,
        bytes,
        old
            ? Optional.of(
                file + " is of the form " + PlanJson.OLD_FORMAT + ", which is read as it was meant")
            : Optional.empty());
  }

  /**
   * The file beside a plan that holds the weights of its edits: it is named like the plan.
   *
   * @throws SottoException with code USAGE if that would be the plan itself
   */
  public static Path weightsBeside(Path plan) {
    String name = plan.toAbsolutePath().normalize().toFile().getName();
    if (name.isEmpty() || name.endsWith(WEIGHTS)) {
      throw SottoException.usage(
          "expected the name of a file for a plan, not ending in %s as its weights do, found %s"
              .formatted(WEIGHTS, plan));
    }
    int dot = name.lastIndexOf('.');
    return plan.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + WEIGHTS);
  }

  /** All files that {@link #write} may make. */
  public static List<Path> mayWrite(Path plan) {
    return Stream.concat(
            Stream.of(plan), IntStream.range(0, MOST_WEIGHTS).mapToObj(i -> weights(plan, i)))
        .toList();
  }

  private static Path weights(Path plan, int number) {
    Path first = weightsBeside(plan);
    String name = first.getFileName().toString().replace(WEIGHTS, "");
    return number == 0 ? first : first.resolveSibling(name + "-" + (number + 1) + WEIGHTS);
  }

  /**
   * Writes a plan, and beside it copies of the files that its edits take weights from, so that it
   * can be applied again, and what it made be verified.
   *
   * @throws SottoException if a file exists and may not be replaced, or cannot be read or written
   */
  public static void write(Plan plan, Path file, boolean replace) {
    List<Edit> edits = new ArrayList<>();
    int copied = 0;
    for (Edit edit : plan.edits()) {
      if (edit.source().orElse(null) instanceof Stored stored) {
        Path copy = weights(file, copied++);
        OutputFile.write(copy, channel -> copy(stored.file(), channel), replace);
        edits.add(edit.from(new Stored(copy, stored.identity())));
      } else {
        edits.add(edit);
      }
    }
    Plan kept = new Plan(plan.model(), plan.heads(), plan.settings(), edits);
    OutputFile.write(file, PlanJson.write(kept), replace);
  }

  private static void copy(Path from, WritableByteChannel to) throws IOException {
    try (FileChannel source = FileChannel.open(from)) {
      long size = source.size();
      for (long at = 0; at < size; ) {
        at += source.transferTo(at, size - at, to);
      }
    }
  }

  public Plan plan() {
    return plan;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** What a user should know about the form of the file. */
  public Optional<String> notice() {
    return notice;
  }
}
