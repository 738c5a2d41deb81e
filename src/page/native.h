// What differs between the window systems.
#pragma once

#include <memory>

#include "base/result.h"
#include "raster/presenter.h"

struct GLFWwindow;

namespace preflight::page {

Result<std::unique_ptr<raster::Presenter>> makePresenter(GLFWwindow* window);
// The person has switched high contrast on in the system.
bool systemWantsContrast();
// Whether restartElevated() can do anything on this system.
bool canRestartElevated();
// Starts this program again as administrator, with the same arguments; Windows asks the person first.
Result<void> restartElevated();
// Lets keys compose characters (dead keys, input methods); to be called once the page is shown. Again: does nothing.
void startInputMethod();

}  // namespace preflight::page
