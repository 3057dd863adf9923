@echo off
rem Installs Python (if it is not there yet), perfxl and the add-in for the current user.
rem ASCII only: cmd reads this file in the code page of the computer.
setlocal
cd /d "%~dp0"
set "HOME_FOLDER=%LOCALAPPDATA%\perfxl\python"
set "PYTHON=%HOME_FOLDER%\python.exe"
if exist "%HOME_FOLDER%\Scripts\python.exe" set "PYTHON=%HOME_FOLDER%\Scripts\python.exe"
if exist "%PYTHON%" goto packages

for %%f in (python-*-embed-amd64.zip) do set "ARCHIVE=%%f"
if not defined ARCHIVE goto installed_python
mkdir "%HOME_FOLDER%"
tar -xf "%ARCHIVE%" -C "%HOME_FOLDER%"
if errorlevel 1 powershell -NoProfile -Command "Expand-Archive -Path '%ARCHIVE%' -DestinationPath '%HOME_FOLDER%' -Force"
if not exist "%PYTHON%" goto failed
rem Python from the archive looks for installed packages only when told to.
for %%f in ("%HOME_FOLDER%\python*._pth") do (
    echo.>>"%%f"
    echo import site>>"%%f"
)
goto packages

:installed_python
py -@PYTHON@ -m venv "%HOME_FOLDER%"
set "PYTHON=%HOME_FOLDER%\Scripts\python.exe"
if not exist "%PYTHON%" goto no_python

:packages
for %%f in (wheels\pip-*.whl) do set "PIP=%%f"
"%PYTHON%" "%PIP%\pip" install --no-index --find-links wheels --no-warn-script-location "perfxl[addin]==@VERSION@"
if errorlevel 1 goto failed
"%PYTHON%" -m perfxl addin install
if errorlevel 1 goto failed
"%PYTHON%" -m perfxl addin doctor
pause
exit /b 0

:no_python
echo Python @PYTHON@ is missing. See the instructions.
:failed
for %%f in (*.txt) do start "" notepad "%%f"
pause
exit /b 1
