package dev.sotto.runtime.natives;

import java.util.Locale;

/** How the jars of libraries call the system that runs this process. */
public final class SystemNames {
  private SystemNames() {}

  /** {@code linux}, {@code osx} or {@code win}. */
  public static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "osx" : name.startsWith("windows") ? "win" : "linux";
  }

  /** {@code aarch64}, or what {@code intel} says for x86 of 64 bits. */
  public static String processor(String intel) {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.equals("amd64") || name.equals("x86_64") ? intel : name;
  }
}
