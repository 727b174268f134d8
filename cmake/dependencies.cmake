# Third-party libraries, all from Debian packages (packages.txt). Modules name the imported targets they use.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)  # Boost::headers
find_package(fmt REQUIRED)         # fmt::fmt
find_package(OpenSSL REQUIRED)     # OpenSSL::SSL
find_package(CLI11 REQUIRED)       # CLI11::CLI11
find_package(PkgConfig REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET GLOBAL libxxhash)  # PkgConfig::xxhash
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET GLOBAL libzstd)      # PkgConfig::zstd
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET GLOBAL libarchive)  # PkgConfig::libarchive
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET GLOBAL zlib)              # PkgConfig::zlib

if(TRIREME_BUILD_TESTS)
    find_package(GTest REQUIRED)  # GTest::gtest, GTest::gmock
endif()
