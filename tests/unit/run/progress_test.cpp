// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/progress.h"

#include "tests/support/catch.h"

namespace espect::run {

TEST_CASE("Progress says rate and remaining time where the size is known") {
  CHECK(progress_text(250'000'000, 1'000'000'000, 2.5) == "25 % of 1.0 GB, 100 MB/s, 8 s left");
  CHECK(progress_text(1'000'000, 1'000'000'000'000, 1) ==
        "0 % of 1.0 TB, 1.0 MB/s, 277 h 46 min left");
  CHECK(progress_text(100, 200, 1) == "50 % of 200 B, 100 B/s, 1 s left");
  CHECK(progress_text(10'000'000, 910'000'000, 1) == "1 % of 910 MB, 10 MB/s, 1 min 30 s left");
}

TEST_CASE("Progress of what has no size, or grows, says rate alone") {
  CHECK(progress_text(250'000'000, 0, 2.5) == "250 MB, 100 MB/s");
  CHECK(progress_text(3'000, 2'000, 1) == "3.0 kB, 3.0 kB/s");
  CHECK(progress_text(0, 0, 0) == "0 B, 0 B/s");
  CHECK(progress_text(0, 100, 1) == "0 % of 100 B, 0 B/s");
}

}  // namespace espect::run
