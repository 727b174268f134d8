// Boost.JSON's sources, compiled here and nowhere else: Debian's package of Boost 1.81 has no library of it.
#include <boost/json/src.hpp>
