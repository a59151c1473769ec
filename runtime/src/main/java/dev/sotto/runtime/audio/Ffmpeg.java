package dev.sotto.runtime.audio;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The program that decodes what Sotto does not. */
final class Ffmpeg {
  private static final List<String> NAMES = List.of("ffmpeg", "ffmpeg.exe");

  private static final String STRICTLY =
      "-nostdin -hide_banner -nostats -v error -xerror"
          + " -err_detect crccheck+bitstream+buffer+explode -protocol_whitelist file";

  private Ffmpeg() {}

  /** The first on the {@code PATH}, of whose folders those count that do not move with the user. */
  static Optional<Path> find() {
    String path = System.getenv("PATH");
    return path == null ? Optional.empty() : find(path);
  }

  static Optional<Path> find(String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Optional<Path> program = program(folder, name);
        if (program.isPresent()) {
          return program;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> program(String folder, String name) {
    try {
      return Optional.of(Path.of(folder, name))
          .filter(Path::isAbsolute)
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    } catch (InvalidPathException e) {
      // No folder has such a name.
      return Optional.empty();
    }
  }

  /**
   * Decodes a file to WAV on standard output, at its own rate, with its own channels, in floats.
   *
   * <p>A name can be no option and no address, as it is an absolute path behind {@code file:},
   * which is also all that may be opened. The first thing that is wrong ends it.
   */
  static List<String> command(Path program, Path file, ForeignFormat format) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(STRICTLY.split(" ", -1)));
    command.addAll(List.of("-f", format.demuxer(), "-i", "file:" + file.toAbsolutePath()));
    command.addAll(List.of("-vn -sn -dn -c:a pcm_f32le -f wav pipe:1".split(" ", -1)));
    return List.copyOf(command);
  }

  /** What to type in a shell to have a WAV file. */
  static String advice(Path file) {
    String name = file.toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > name.lastIndexOf(File.separatorChar) + 1 ? name.substring(0, dot) : name;
    return "ffmpeg -i " + word(name) + " " + word(stem + ".wav");
  }

  private static String word(String name) {
    String safe = name.startsWith("-") ? "./" + name : name;
    return safe.matches("[\\w./\\\\+=@%-]+") ? safe : "'" + safe.replace("'", "'\\''") + "'";
  }
}
