package dev.sotto.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Sotto, as its build stated it. */
public final class SottoVersion {
  private SottoVersion() {}

  public static String current() {
    Properties properties = new Properties();
    try (InputStream stream = SottoVersion.class.getResourceAsStream("version.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
